package com.chat44mp

import java.util.concurrent.CompletableFuture

/** The calls for packages (admin key): `client.packages`. */
public interface Packages {
    /** Lists all packages that are not deleted. `GET /get_all_packages` */
    public suspend fun list(options: CallOptions? = null): List<UserPackage>
}

internal class NativePackages(private val caller: Caller) : Packages {
    override suspend fun list(options: CallOptions?): List<UserPackage> = caller.call(options) { packagesList(it) }
}

/** [Packages] for Java, as futures. */
public class AsyncPackages internal constructor(private val packages: Packages, private val futures: Futures) {
    /** [Packages.list] */
    @JvmOverloads
    public fun list(options: CallOptions? = null): CompletableFuture<List<UserPackage>> = futures.call { packages.list(options) }
}

/** [Packages] for Java; each call blocks until it has finished. */
public class BlockingPackages internal constructor(private val packages: Packages) {
    /** [Packages.list] */
    @JvmOverloads
    public fun list(options: CallOptions? = null): List<UserPackage> = blocking { packages.list(options) }
}
