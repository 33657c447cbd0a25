//! The judge on trial: it must refute what is false, refuse what shows nothing, and say which.

mod falsehoods;
mod messages;
mod saboteurs;
mod soundness;
