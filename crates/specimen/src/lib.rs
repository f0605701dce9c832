//! Draws and photographs specimens of the fictitious state UTO.
