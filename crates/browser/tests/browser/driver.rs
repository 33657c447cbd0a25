//! A headless Chromium, driven through chromedriver.

use serde_json::{Value, json};
use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use thirtyfour::common::capabilities::desiredcapabilities::CapabilitiesHelper;
use thirtyfour::error::WebDriverResult;
use thirtyfour::{
    By, ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver, WebElement,
};
use tokio::runtime::{Builder, Runtime};

const DRIVERS: [&str; 1] = ["chromedriver"];
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The viewport of a page unless a check says otherwise.
const WIDE: u32 = 1280;

/// The browser of this machine and its driver.
pub(crate) struct Programs {
    driver: PathBuf,
    browser: PathBuf,
}

impl Programs {
    /// Looks along `PATH`; otherwise says what is missing.
    pub(crate) fn find() -> Result<Self, String> {
        Ok(Self { driver: program(&DRIVERS)?, browser: program(&BROWSERS)? })
    }
}

/// The first of some programs that is in a folder of `PATH`.
fn program(names: &[&str]) -> Result<PathBuf, String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let places = names.iter().flat_map(|name| env::split_paths(&path).map(move |folder| folder.join(name)));
    places.into_iter().find(|place| place.is_file()).ok_or_else(|| format!("no {}", names.join(", no ")))
}

/// The driver as a process, which ends with its owner.
struct Driver {
    process: Child,
    port: String,
}

impl Driver {
    /// Starts the driver on a port that the system chooses.
    fn start(program: &Path) -> Self {
        let mut process = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let output = BufReader::new(process.stdout.take().expect("its output is a pipe"));
        let port = output.lines().map_while(Result::ok).find_map(|line| {
            let port = line.split("started successfully on port ").nth(1)?;
            Some(port.trim_end_matches('.').to_owned())
        });
        Self { process, port: port.expect("chromedriver says its port") }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // A driver that has ended by itself is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One tab of a browser.
pub(crate) struct Tab {
    runtime: Runtime,
    session: WebDriver,
    _driver: Driver,
}

impl Tab {
    pub(crate) fn open(programs: &Programs) -> Self {
        let driver = Driver::start(&programs.driver);
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let capabilities = || -> WebDriverResult<_> {
            let mut chrome = DesiredCapabilities::chrome();
            chrome.set_binary(&programs.browser.to_string_lossy())?;
            // Chromium has no sandbox for root, and a container little shared memory.
            for argument in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] {
                chrome.add_arg(argument)?;
            }
            chrome.set_logging_prefs("browser", LoggingPrefsLogLevel::All)?;
            chrome.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
            chrome.set("pageLoadStrategy", "normal")?;
            Ok(chrome)
        };
        let address = format!("http://127.0.0.1:{}", driver.port);
        let session = runtime.block_on(async {
            let session = WebDriver::new(address, capabilities()?).await?;
            session.set_script_timeout(Duration::from_secs(120)).await?;
            WebDriverResult::Ok(session)
        });
        let tab = Self { runtime, session: session.expect("a session of chromium"), _driver: driver };
        tab.reset();
        tab
    }

    /// Ends the browser.
    pub(crate) fn close(self) {
        self.runtime.block_on(self.session.quit()).expect("the browser ends");
    }

    /// The viewport wide, colours light, scripts on.
    pub(crate) fn reset(&self) {
        self.width(WIDE);
        self.colours("light");
        self.scripts(true);
    }

    pub(crate) fn width(&self, width: u32) {
        let size = json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false});
        self.protocol("Emulation.setDeviceMetricsOverride", size);
    }

    /// `light` or `dark`, as the system of a reader would say.
    pub(crate) fn colours(&self, scheme: &str) {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.protocol("Emulation.setEmulatedMedia", features);
    }

    /// Whether the scripts of pages run; those of the checks always do.
    pub(crate) fn scripts(&self, run: bool) {
        self.protocol("Emulation.setScriptExecutionDisabled", json!({"value": !run}));
    }

    /// A command of the browser's own protocol.
    pub(crate) fn protocol(&self, command: &str, parameters: Value) -> Value {
        let done = self.runtime.block_on(self.session.cdp().send_raw(command, parameters));
        done.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    pub(crate) fn go(&self, address: &str) {
        let gone = self.runtime.block_on(self.session.goto(address));
        gone.unwrap_or_else(|error| panic!("{address}: {error}"));
    }

    pub(crate) fn address(&self) -> String {
        self.runtime.block_on(self.session.current_url()).expect("an address").to_string()
    }

    /// What a script returns.
    pub(crate) fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        let done = self.runtime.block_on(self.session.execute(script, arguments));
        done.unwrap_or_else(|error| panic!("{script}: {error}")).json().clone()
    }

    /// What a promise comes to: the body of an `async` function.
    pub(crate) fn wait(&self, script: &str) -> Value {
        let whole = format!(
            "const done = arguments[0];
            (async () => {{ {script} }})().then(done, error => done(`failed: ${{error}}`));"
        );
        let done = self.runtime.block_on(self.session.execute_async(whole, Vec::new()));
        done.unwrap_or_else(|error| panic!("{script}: {error}")).json().clone()
    }

    /// The texts that a script returns as a list.
    pub(crate) fn list(&self, script: &str) -> Vec<String> {
        let value = self.run(script, Vec::new());
        let list = value.as_array().unwrap_or_else(|| panic!("{script} returns {value}"));
        list.iter().map(|text| text.as_str().map_or_else(|| text.to_string(), str::to_owned)).collect()
    }

    pub(crate) fn find(&self, selector: &str) -> WebElement {
        let found = self.runtime.block_on(self.session.find(By::Css(selector)));
        found.unwrap_or_else(|error| panic!("{selector}: {error}"))
    }

    pub(crate) fn click(&self, selector: &str) {
        let element = self.find(selector);
        let clicked = self.runtime.block_on(async {
            element.scroll_into_view().await?;
            element.click().await
        });
        clicked.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Types into a field, key by key.
    pub(crate) fn write(&self, selector: &str, text: &str) {
        let element = self.find(selector);
        let written = self.runtime.block_on(element.send_keys(text));
        written.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Presses keys wherever the focus is.
    pub(crate) fn press(&self, keys: &str) {
        let pressed = self.runtime.block_on(self.session.action_chain().send_keys(keys).perform());
        pressed.expect("keys are pressed");
    }

    /// What is wrong according to the console since it was last asked.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let entries = self.runtime.block_on(self.session.browser_log()).expect("a log");
        entries.into_iter().map(|entry| format!("{}: {}", entry.level, entry.message)).collect()
    }

    /// The addresses that were asked for since this was last asked.
    pub(crate) fn requests(&self) -> Vec<String> {
        let entries = self.runtime.block_on(self.session.get_log("performance")).expect("a log");
        let address = |message: &str| -> Option<String> {
            let event: Value = serde_json::from_str(message).ok()?;
            let event = &event["message"];
            let sent = event["method"] == "Network.requestWillBeSent";
            sent.then(|| event["params"]["request"]["url"].as_str().unwrap_or_default().to_owned())
        };
        entries.iter().filter_map(|entry| address(&entry.message)).collect()
    }
}
