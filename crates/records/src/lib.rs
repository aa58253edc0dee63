//! What happened: xAPI statements and what is read from them.
