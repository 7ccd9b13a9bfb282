//! An emulator, a client, and a folder with files of every type.

use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use chat44mp::{Client, ErrorCode, ExportOptions, ImportOptions};
use chat44mp_emulator::Emulator;
use tempfile::TempDir;

/// Timeout for operations that may hang.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(20);

pub(crate) struct Stage {
    pub(crate) emulator: Emulator,
    pub(crate) client: Client,
    group_id: i64,
    folder: TempDir,
}

impl Stage {
    pub(crate) fn new() -> Stage {
        let emulator = Emulator::start().unwrap();
        let fixtures = emulator.fixtures();
        let key = fixtures["member_key"].as_str().unwrap();
        let client = Client::builder(key).base_url(emulator.base_url()).max_retries(0).build().unwrap();
        let group_id = fixtures["group"].as_i64().unwrap();
        Stage { emulator, client, group_id, folder: TempDir::new().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    /// Two rows, of which one is invalid.
    pub(crate) fn people(&self) -> PathBuf {
        self.file("people.csv", PEOPLE)
    }

    pub(crate) fn link(&self, target: impl AsRef<Path>, name: &str) -> PathBuf {
        symlink(target, self.path(name)).unwrap();
        self.path(name)
    }

    pub(crate) fn fifo(&self, name: &str) -> PathBuf {
        assert!(Command::new("mkfifo").arg(self.path(name)).status().unwrap().success());
        self.path(name)
    }

    pub(crate) fn socket(&self, name: &str) -> PathBuf {
        drop(UnixListener::bind(self.path(name)).unwrap());
        self.path(name)
    }

    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        fs::create_dir(self.path(name)).unwrap();
        self.path(name)
    }

    /// Creates a device node, such as `c 1 3` for a null device. Requires root.
    pub(crate) fn device(&self, name: &str, numbers: &str) -> Option<PathBuf> {
        let mut mknod = Command::new("mknod");
        let created = mknod.arg(self.path(name)).args(numbers.split(' ')).output().unwrap();
        created.status.success().then(|| self.path(name))
    }

    /// The number of entries in the folder.
    pub(crate) fn names(&self) -> usize {
        fs::read_dir(self.folder.path()).unwrap().count()
    }

    pub(crate) fn options(&self) -> ImportOptions {
        ImportOptions::new(self.group_id)
    }

    pub(crate) async fn export(&self, path: &Path) -> Result<(), (ErrorCode, String)> {
        match self.client.flows().export(1, path, ExportOptions::new()).await {
            Ok(report) => {
                assert_eq!(report.subscribers, 3);
                Ok(())
            }
            Err(error) => Err((error.code().clone(), error.server_message().to_owned())),
        }
    }
}

pub(crate) const PEOPLE: &str = "Email,Phone\nada@import.example,+39333111\nwrong,\n";

pub(crate) const FIRST_LINE: &str = "subscriber_id,question_id,question,answer\n";

pub(crate) fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
}

pub(crate) fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// The properties of a special file that must not change: type, inode, device, mode and owner.
pub(crate) fn nature(path: &Path) -> (bool, bool, bool, u64, u64, u32, u32, u32) {
    let metadata = fs::symlink_metadata(path).unwrap();
    let kind = metadata.file_type();
    let (inode, device) = (metadata.ino(), metadata.rdev());
    let (mode, user, group) = (metadata.mode(), metadata.uid(), metadata.gid());
    (kind.is_fifo(), kind.is_socket(), kind.is_char_device(), inode, device, mode, user, group)
}

pub(crate) fn is_root(path: &Path) -> bool {
    fs::metadata(path).unwrap().uid() == 0
}
