#if canImport(Glibc)
    import Glibc
    private let stream = Int32(SOCK_STREAM.rawValue)
#else
    import Darwin
    private let stream = SOCK_STREAM
#endif

/// A local port whose listener never accepts connections.
final class SilentHost {
    let port: UInt16
    private let socket: Int32

    init() throws {
        #if canImport(Glibc)
            let opened = Glibc.socket(AF_INET, stream, 0)
        #else
            let opened = Darwin.socket(AF_INET, stream, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(opened, $0, length) == 0 && listen(opened, 8) == 0 && getsockname(opened, $0, &length) == 0
            }
        }
        guard bound else { throw Mismatch("the runner", "no local port is available") }
        socket = opened
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        close(socket)
    }
}
