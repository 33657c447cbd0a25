//! Chapter 2: the two lines of least squares, in closed form.
