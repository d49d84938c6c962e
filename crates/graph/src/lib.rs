//! What can be said: ops with their shape rules and gradients, and the graph that records them.
