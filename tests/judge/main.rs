//! The judge on trial: it must refute what is false, refuse what shows nothing, and say which.

mod answers;
mod cells;
mod compile_errors;
mod contributing;
mod falsehoods;
mod merging;
mod messages;
mod refusals;
mod skeletons;
mod soundness;
