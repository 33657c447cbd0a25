//! Chapter 3: the slopes of what shallow networks compute.
