//! `simpleRnnGradient`, `lstmGradient`, `gruGradient`: backpropagation through time, all gradients in one op.

use smallvec::SmallVec;
use std::sync::Arc;

use corten_kernels::Float;
use corten_kernels::recurrent::{Cell, InputGradients, Kept, backward, backward_scratch};
use serde::Deserialize;

use super::options::{CellKind, Keeps, Options};
use super::with_cell;
use crate::registry::{Entry, parse_attributes};
use crate::{Context, Element, Graph, Op, Result, TensorType, Value, View, ViewMut};

/// The gradient of a [`super::Recurrent`].
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RecurrentGradient {
    /// The forward op's attributes.
    pub options: Options,
    /// Which of output, h and c have a cotangent.
    pub cotangents: Vec<bool>,
    /// Whether dx is wanted.
    pub needs_x: bool,
    /// Whether the weights' gradients are wanted.
    pub needs_weights: bool,
}

impl Default for RecurrentGradient {
    fn default() -> Self {
        Self {
            options: Options::default(),
            cotangents: vec![true],
            needs_x: true,
            needs_weights: true,
        }
    }
}

pub(crate) const ENTRY: Entry = Entry {
    names: &["simpleRnnGradient", "lstmGradient", "gruGradient"],
    parse: |name, attributes| {
        let mut op: RecurrentGradient = parse_attributes(name, attributes)?;
        op.options.cell = CellKind::of(name);
        Ok(Arc::new(op))
    },
    samples: super::samples::gradient,
    differentiable: false,
};

impl RecurrentGradient {
    /// Appends the op; the answer has one entry an input of the forward op. `kept` is h after each step, and what else
    /// the forward op kept.
    pub(super) fn append(
        options: &Options,
        graph: &mut Graph,
        inputs: &[Value],
        kept: &[Value],
        cotangents: &[Option<Value>],
        needs: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let states = options.cell.states();
        let cotangents = &cotangents[..=states];
        let op = Self {
            options: options.clone(),
            cotangents: cotangents.iter().map(Option::is_some).collect(),
            needs_x: needs[0],
            needs_weights: needs[1 + states..].iter().any(|&needed| needed),
        };
        let (needs_x, needs_weights) = (op.needs_x, op.needs_weights);
        let mut all = inputs.to_vec();
        all.extend(kept);
        all.extend(cotangents.iter().flatten());
        let mut found = graph.apply(Arc::new(op), &all)?.into_iter();
        let d_states: Vec<_> = found.by_ref().take(states).map(Some).collect();
        let mut gradients = vec![if needs_x { found.next() } else { None }];
        gradients.extend(d_states);
        if needs_weights {
            gradients.extend(found.map(Some));
        }
        gradients.resize(inputs.len(), None);
        Ok(gradients)
    }
}

impl Op for RecurrentGradient {
    fn name(&self) -> &'static str {
        match self.options.cell {
            CellKind::SimpleRnn => "simpleRnnGradient",
            CellKind::Lstm => "lstmGradient",
            CellKind::Gru => "gruGradient",
        }
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        self.options.check(self.name(), inputs)?;
        let named = self.options.named(inputs);
        let mut types: Vec<TensorType> = named.states.iter().map(|&ty| ty.clone()).collect();
        types.extend(self.needs_x.then(|| named.x.clone()));
        if self.needs_weights {
            types.extend([named.kernel.clone(), named.recurrent_kernel.clone()]);
            types.extend(named.bias.cloned());
        }
        Ok(types)
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        with_cell!(&self.options, inputs[0].ty.dtype, |cell, T| {
            self.run_as::<T, _>(&cell, inputs, outputs, context);
        });
        Ok(())
    }

    fn reference(&self, graph: &mut Graph, inputs: &[Value]) -> Option<Result<Vec<Value>>> {
        let types: Vec<TensorType> = inputs.iter().map(|&input| graph.ty(input).clone()).collect();
        Some(
            self.reference_body(&types)
                .and_then(|(body, found)| graph.inline(&body, inputs, &found)),
        )
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        _: &[Value],
        cotangents: &[Option<Value>],
        needs: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        self.gradient_by_reference(graph, inputs, cotangents, needs)
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        let sequence = self.options.sequence(inputs);
        let keeps_operands = matches!(self.options.keeps(inputs), Keeps::Operands(_));
        with_cell!(&self.options, inputs[0].dtype, |cell, T| {
            backward_scratch::<T, _>(&cell, sequence, keeps_operands) * size_of::<T>()
        })
    }
}

impl RecurrentGradient {
    fn run_as<T: Float + Element, C: Cell<T>>(
        &self,
        cell: &C,
        views: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) {
        let options = &self.options;
        let types: SmallVec<[_; 16]> = views.iter().map(|view| view.ty).collect();
        let mut rest = views[options.inputs()..].iter().map(View::slice::<T>);
        let mut next = |there: bool| if there { rest.next().unwrap_or_default() } else { &[] };
        let has = |i: usize| self.cotangents.get(i).copied().unwrap_or(false);
        let keeps_operands = matches!(options.keeps(&types), Keeps::Operands(_));
        let (operands, h) = (next(keeps_operands), next(!keeps_operands));
        let saved = next(options.saved() > 0);
        let d_output = next(has(0));
        let (d_sequence, d_last) =
            if options.return_sequences { (d_output, &[][..]) } else { (&[][..], d_output) };
        let kept =
            Kept { h, operands, saved, d_sequence, d_last, d_states: [next(has(1)), next(has(2))] };

        let mut outputs = outputs.iter_mut().map(ViewMut::slice::<T>);
        let mut next = |wanted: bool| {
            if wanted { outputs.next().unwrap_or_default() } else { Default::default() }
        };
        let gradients = InputGradients {
            states: [next(true), next(options.cell.states() > 1)],
            x: next(self.needs_x),
            kernel: next(self.needs_weights),
            recurrent_kernel: next(self.needs_weights),
            bias: next(self.needs_weights && options.use_bias),
        };
        let scratch = bytemuck::cast_slice_mut(context.scratch);
        let inputs = options.inputs_of(views);
        backward(cell, context.pool, options.sequence(&types), &inputs, &kept, gradients, scratch);
    }
}
