//! Chapter 3: how many pieces shallow networks have at most.
