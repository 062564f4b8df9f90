//! The real binary, driven from outside.

mod bad_input;
mod batch;
mod brat;
mod check;
mod commands;
mod corpus;
mod eval;
mod faults;
mod fixture;
mod heavy;
mod injection;
mod input;
mod model;
mod output;
mod readme;
mod resume;
mod rows;
