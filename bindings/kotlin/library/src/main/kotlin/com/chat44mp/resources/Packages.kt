package com.chat44mp

import java.util.concurrent.CompletableFuture

/** The calls for packages (admin key): `client.packages`. */
public class Packages internal constructor(private val caller: Caller) {
    /** Lists all packages that are not deleted. `GET /get_all_packages` */
    public suspend fun list(options: CallOptions? = null): List<Package> = caller.call(options) { packagesList(it) }
}

/** [Packages] for Java. */
public class AsyncPackages internal constructor(private val packages: Packages, private val futures: Futures) {
    /** [Packages.list] */
    @JvmOverloads
    public fun list(options: CallOptions? = null): CompletableFuture<List<Package>> = futures.call { packages.list(options) }
}
