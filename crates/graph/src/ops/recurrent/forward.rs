//! `simpleRnn`, `lstm`, `gru`: a recurrent layer over a whole sequence, in one op.

use smallvec::SmallVec;
use std::sync::Arc;

use corten_kernels::Float;
use corten_kernels::recurrent::{Cell, Inputs, Outputs, forward, forward_scratch};

use super::gradient::RecurrentGradient;
use super::options::{CellKind, Keeps, Options};
use super::with_cell;
use crate::registry::{Entry, parse_attributes};
use crate::{Context, Element, Graph, Op, Result, TensorType, Value, View, ViewMut};

/// A recurrent layer over whole sequences.
#[derive(Debug, Clone)]
pub struct Recurrent {
    /// The attributes.
    pub options: Options,
}

pub(crate) const ENTRY: Entry = Entry {
    names: &["simpleRnn", "lstm", "gru"],
    parse: |name, attributes| {
        let options: Options = parse_attributes(name, attributes)?;
        Ok(Arc::new(Recurrent { options: Options { cell: CellKind::of(name), ..options } }))
    },
    samples: super::samples::forward,
    differentiable: true,
};

impl Op for Recurrent {
    fn name(&self) -> &'static str {
        match self.options.cell {
            CellKind::SimpleRnn => "simpleRnn",
            CellKind::Lstm => "lstm",
            CellKind::Gru => "gru",
        }
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let options = &self.options;
        let sequence = options.check(self.name(), inputs)?;
        let (batch, steps, units) = (sequence.batch, sequence.steps, sequence.units);
        let shaped = |shape: &[usize]| inputs[0].with_shape(shape);
        let output =
            if options.return_sequences { vec![batch, steps, units] } else { vec![batch, units] };
        let mut types = vec![shaped(&output)];
        types.extend((0..options.cell.states()).map(|_| shaped(&[batch, units])));
        if options.training {
            types.extend(options.keeps(inputs).shape().map(|shape| shaped(&shape)));
            let saved = options.saved();
            types.extend((saved > 0).then(|| shaped(&[batch, steps, saved * units])));
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

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        let sequence = self.options.sequence(inputs);
        with_cell!(&self.options, inputs[0].dtype, |cell, T| {
            forward_scratch::<T, _>(&cell, sequence) * size_of::<T>()
        })
    }

    fn reference(&self, graph: &mut Graph, inputs: &[Value]) -> Option<Result<Vec<Value>>> {
        (!self.options.training).then(|| self.options.reference(graph, inputs))
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        outputs: &[Value],
        cotangents: &[Option<Value>],
        needs: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let mut kept = outputs.to_vec();
        if !self.options.training {
            let options = Options { training: true, ..self.options.clone() };
            kept = graph.apply(Arc::new(Self { options }), inputs)?;
        }
        // What the layer gives is what it keeps, unless there is an output for that.
        let types: Vec<_> = inputs.iter().map(|&input| graph.ty(input)).collect();
        let first = usize::from(self.options.keeps(&types) == Keeps::Output);
        kept.drain(first..=self.options.cell.states());
        RecurrentGradient::append(&self.options, graph, inputs, &kept, cotangents, needs)
    }
}

impl Recurrent {
    fn run_as<T: Float + Element, C: Cell<T>>(
        &self,
        cell: &C,
        views: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) {
        let options = &self.options;
        let types: SmallVec<[_; 16]> = views.iter().map(|view| view.ty).collect();
        let keeps = options.keeps(&types);
        let mut outputs = outputs.iter_mut().map(ViewMut::slice::<T>);
        let mut next = |wanted: bool| {
            if wanted { outputs.next().unwrap_or_default() } else { Default::default() }
        };
        let output = next(true);
        let (sequence, last) = if options.return_sequences {
            (output, Default::default())
        } else {
            (Default::default(), output)
        };
        let outputs = Outputs {
            sequence,
            last,
            states: [next(true), next(options.cell.states() > 1)],
            kept: next(options.training && matches!(keeps, Keeps::H(_))),
            operands: next(options.training && matches!(keeps, Keeps::Operands(_))),
            saved: next(options.training && options.saved() > 0),
        };
        let scratch = bytemuck::cast_slice_mut(context.scratch);
        forward(
            cell,
            context.pool,
            options.sequence(&types),
            &options.inputs_of(views),
            outputs,
            scratch,
        );
    }
}

impl Options {
    /// The kernel's inputs.
    pub(super) fn inputs_of<'a, T: Float + Element>(&self, views: &[View<'a>]) -> Inputs<'a, T> {
        let named = self.named(views);
        let state = |i: usize| named.states.get(i).map(View::slice).unwrap_or_default();
        Inputs {
            x: named.x.slice(),
            states: [state(0), state(1)],
            kernel: named.kernel.slice(),
            recurrent_kernel: named.recurrent_kernel.slice(),
            bias: named.bias.map(|bias| bias.slice()),
            mask: named.mask.map(|mask| mask.slice()),
            dropout: named.dropout.map(|dropout| dropout.slice()),
        }
    }
}
