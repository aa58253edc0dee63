//! What is taught: knowledge points and items.
