mod bent;
mod corpus;
mod measured;
mod rules;
