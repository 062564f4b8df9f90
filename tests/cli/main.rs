//! The real binary, driven from outside.

mod bad_input;
mod batch;
mod commands;
mod eval;
mod fixture;
mod input;
mod output;
mod readme;
mod resume;
mod rows;
