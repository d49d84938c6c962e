//! Plans: a recorded graph is simplified, fused, laid out in memory and run.
