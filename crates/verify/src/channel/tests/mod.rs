mod corpus;
mod measured;
mod rules;
