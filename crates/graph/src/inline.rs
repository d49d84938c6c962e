//! Recording a whole graph inside another: what unrolls a loop's body and differentiates it.

use crate::{Error, Graph, Result, Source, Value};

impl Graph {
    /// Appends the nodes of `body` that `wanted` needs, its inputs being `arguments`; the wanted values, here.
    pub fn inline(
        &mut self,
        body: &Graph,
        arguments: &[Value],
        wanted: &[Value],
    ) -> Result<Vec<Value>> {
        let mut live = vec![false; body.nodes().len()];
        for value in wanted {
            live[value.node as usize] = true;
        }
        for (index, node) in body.nodes().iter().enumerate().rev() {
            if live[index] {
                node.inputs.iter().for_each(|input| live[input.node as usize] = true);
            }
        }
        let mut map: Vec<Vec<Value>> = Vec::with_capacity(body.nodes().len());
        for (index, node) in body.nodes().iter().enumerate() {
            map.push(match &node.source {
                _ if !live[index] => Vec::new(),
                Source::Input(i) => {
                    let missing = || Error::Internal(format!("no argument for input {i}"));
                    vec![*arguments.get(*i).ok_or_else(missing)?]
                }
                Source::Constant(array) => vec![self.constant_shared(array.clone())],
                Source::Op(op) => {
                    let inputs: Vec<Value> = node
                        .inputs
                        .iter()
                        .map(|v| map[v.node as usize][v.output as usize])
                        .collect();
                    self.apply(op.clone(), &inputs)?
                }
                Source::Variable(_) => {
                    return Err(Error::Internal("a body reads a variable".into()));
                }
            });
        }
        Ok(wanted.iter().map(|v| map[v.node as usize][v.output as usize]).collect())
    }
}
