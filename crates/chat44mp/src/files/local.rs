//! Detects files on local disks.

use std::fs::File;

/// The local file systems of Linux, by their `statfs(2)` type: ext2 to ext4, XFS, Btrfs, tmpfs, overlayfs, F2FS, ZFS and
/// bcachefs.
#[cfg(target_os = "linux")]
const LOCAL: [u32; 8] =
    [0x0000_EF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630, 0xF2F5_2010, 0x2FC1_2FC1, 0xCA45_1A4E];

/// Whether the file system is known to be local; false for network mounts, FUSE, pipes and unknown ones.
pub(crate) fn is_local(file: &File) -> bool {
    #[cfg(target_os = "linux")]
    let local = rustix::fs::fstatfs(file).is_ok_and(|found| LOCAL.contains(&(found.f_type as u32)));
    #[cfg(not(target_os = "linux"))]
    let local = {
        let _ = file;
        false
    };
    local
}
