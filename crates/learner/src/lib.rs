//! What we believe about a learner, and how surely.
