//! Why the command ends without success.

use std::fmt;
use std::process::ExitCode;

/// Why the command ends without success, in words for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Something is refuted, or was not decided.
    Failure(String),
    /// An answer is wrong, as the page says.
    Said,
    /// The command was typed wrongly; the message says what to type instead.
    Usage(String),
}

impl Stop {
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Failure(_) | Self::Said => ExitCode::from(1),
            Self::Usage(_) => ExitCode::from(2),
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failure(message) => write!(f, "failed: {message}"),
            Self::Said => f.write_str("wrong"),
            Self::Usage(message) => {
                write!(f, "error: {message}\n\nFor more information, try 'cargo booklet --help'.")
            }
        }
    }
}
