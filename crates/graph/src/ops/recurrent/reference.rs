//! The recurrent layers in primitive ops, step by step: the oracle in tests, and what a gradient's gradient is made of.

use corten_kernels::Activation;
use corten_kernels::recurrent::Sequence;

use super::options::{CellKind, Named, Options};
use crate::autodiff::gradients_from;
use crate::{Graph, Result, TensorType, Value, parse};

impl Options {
    /// Output and last states.
    pub(super) fn reference(&self, g: &mut Graph, inputs: &[Value]) -> Result<Vec<Value>> {
        let types: Vec<&TensorType> = inputs.iter().map(|&input| g.ty(input)).collect();
        let sequence = self.sequence(&types);
        let named = self.named(inputs);
        let zero = g.scalar_like(named.x, 0.0);
        let zeros = g.mul(named.states[0], zero)?;
        let mut states = named.states.to_vec();
        let (mut output, mut outputs) = (zeros, Vec::new());
        for step in 0..sequence.steps {
            let time = sequence.time(step);
            let x = g.slice_axis(named.x, 1, time, 1)?;
            let x = g.reshape(x, &[sequence.batch, sequence.features])?;
            let mut next = self.cell_reference(g, sequence, &named, x, &states)?;
            if let Some(mask) = named.mask {
                let on = g.slice_axis(mask, 1, time, 1)?;
                let other = if self.zero_output_for_mask { zeros } else { output };
                output = g.select(on, next[0], other)?;
                for (next, state) in next.iter_mut().zip(&states) {
                    *next = g.select(on, *next, *state)?;
                }
            } else {
                output = next[0];
            }
            states = next;
            outputs.push(g.reshape(output, &[sequence.batch, 1, sequence.units])?);
        }
        let output = if self.return_sequences { g.concat(&outputs, 1)? } else { output };
        Ok([output].into_iter().chain(states).collect())
    }

    /// The states after one step.
    fn cell_reference(
        &self,
        g: &mut Graph,
        sequence: Sequence,
        named: &Named<'_, Value>,
        x: Value,
        states: &[Value],
    ) -> Result<Vec<Value>> {
        let units = sequence.units;
        let (s, t) = (self.recurrent_activation, self.activation);
        let part =
            |g: &mut Graph, z, gate: usize, gates| g.slice_axis(z, 1, gate * units, gates * units);
        let h = match named.dropout {
            Some(dropout) => g.mul(states[0], dropout)?,
            None => states[0],
        };
        let of_x = g.mat_mul(x, named.kernel, false, false)?;
        let of_h = g.mat_mul(h, named.recurrent_kernel, false, false)?;
        let (of_x, of_h) = add_biases(g, named, of_x, of_h)?;
        if self.cell != CellKind::Gru {
            let z = g.add(of_x, of_h)?;
            if self.cell == CellKind::SimpleRnn {
                return Ok(vec![activate(g, t, z)?]);
            }
            let mut gates = Vec::new();
            for (gate, f) in [s, s, t, s].into_iter().enumerate() {
                let z = part(g, z, gate, 1)?;
                gates.push(activate(g, f, z)?);
            }
            let (kept, new) = (g.mul(gates[1], states[1])?, g.mul(gates[0], gates[2])?);
            let c = g.add(kept, new)?;
            let activated = activate(g, t, c)?;
            return Ok(vec![g.mul(gates[3], activated)?, c]);
        }
        let z = g.add(of_x, of_h)?;
        let z = part(g, z, 0, 2)?;
        let gates = activate(g, s, z)?;
        let (z, r) = (part(g, gates, 0, 1)?, part(g, gates, 1, 1)?);
        let from_h = if self.reset_after {
            let of_h = part(g, of_h, 2, 1)?;
            g.mul(r, of_h)?
        } else {
            let (reset, weights) = (g.mul(r, h)?, part(g, named.recurrent_kernel, 2, 1)?);
            g.mat_mul(reset, weights, false, false)?
        };
        let of_x = part(g, of_x, 2, 1)?;
        let n = g.add(of_x, from_h)?;
        let n = activate(g, t, n)?;
        // z h + (1 - z) n
        let apart = g.sub(states[0], n)?;
        let share = g.mul(z, apart)?;
        Ok(vec![g.add(n, share)?])
    }
}

/// The products with the biases that belong to them.
fn add_biases(
    g: &mut Graph,
    named: &Named<'_, Value>,
    of_x: Value,
    of_h: Value,
) -> Result<(Value, Value)> {
    let Some(bias) = named.bias else { return Ok((of_x, of_h)) };
    if g.ty(bias).rank() == 1 {
        return Ok((g.add(of_x, bias)?, of_h));
    }
    let (first, second) = (g.slice_axis(bias, 0, 0, 1)?, g.slice_axis(bias, 0, 1, 1)?);
    Ok((g.add(of_x, first)?, g.add(of_h, second)?))
}
fn activate(g: &mut Graph, activation: Activation, x: Value) -> Result<Value> {
    let name = match activation {
        Activation::Linear => return Ok(x),
        Activation::Relu => "relu",
        Activation::Relu6 => "relu6",
        Activation::Sigmoid => "sigmoid",
        Activation::HardSigmoid => "hardSigmoid",
        Activation::Tanh => "tanh",
        Activation::Elu => "elu",
        Activation::Selu => "selu",
        Activation::Exponential => "exp",
        Activation::Softplus => "softplus",
        Activation::Softsign => "softsign",
    };
    Ok(g.apply(parse(name, "")?, &[x])?[0])
}

impl super::RecurrentGradient {
    /// The gradients of [`Options::reference`], for the inputs that this op takes.
    pub(super) fn reference_body(&self, types: &[TensorType]) -> Result<(Graph, Vec<Value>)> {
        let mut body = Graph::new();
        let all: Vec<Value> = types.iter().map(|ty| body.input(ty.clone())).collect();
        let inputs = &all[..self.options.inputs()];
        let outputs = self.options.reference(&mut body, inputs)?;
        let there = self.cotangents.iter().filter(|&&there| there).count();
        let with_cotangent = outputs.into_iter().zip(&self.cotangents).filter(|(_, there)| **there);
        let cotangents = all[all.len() - there..].iter().copied();
        let seeds: Vec<_> = with_cotangent.map(|(output, _)| output).zip(cotangents).collect();

        let named = self.options.named(inputs);
        let mut wrt = named.states.to_vec();
        wrt.extend(self.needs_x.then_some(named.x));
        if self.needs_weights {
            wrt.extend([named.kernel, named.recurrent_kernel]);
            wrt.extend(named.bias);
        }
        let mut found = Vec::new();
        for (gradient, input) in gradients_from(&mut body, &seeds, &wrt)?.into_iter().zip(wrt) {
            let ty = body.ty(input).clone();
            found.push(match gradient {
                Some(gradient) => gradient,
                None => body.fill(&ty, 0.0)?,
            });
        }
        Ok((body, found))
    }

    /// The gradient of this op: that of its reference, differentiated on its own so that nothing before the inputs is
    /// walked.
    pub(super) fn gradient_by_reference(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        cotangents: &[Option<Value>],
        needs: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let types: Vec<TensorType> = inputs.iter().map(|&input| graph.ty(input).clone()).collect();
        let (mut body, outputs) = self.reference_body(&types)?;
        let mut arguments = inputs.to_vec();
        let mut seeds = Vec::new();
        for (output, cotangent) in outputs.into_iter().zip(cotangents) {
            if let &Some(cotangent) = cotangent {
                let seed = body.input(graph.ty(cotangent).clone());
                arguments.push(cotangent);
                seeds.push((output, seed));
            }
        }
        let wrt: Vec<Value> = body.inputs()[..inputs.len()].to_vec();
        let found = gradients_from(&mut body, &seeds, &wrt)?;
        let mut answer = Vec::new();
        for (found, needed) in found.into_iter().zip(needs) {
            answer.push(match found {
                Some(found) if *needed => Some(graph.inline(&body, &arguments, &[found])?[0]),
                _ => None,
            });
        }
        Ok(answer)
    }
}
