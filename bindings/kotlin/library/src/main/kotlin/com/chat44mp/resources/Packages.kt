package com.chat44mp

import com.chat44mp.internal.Futures
import com.chat44mp.internal.blocking
import java.util.concurrent.CompletableFuture

/** The calls for packages (admin key): `client.packages`. */
public interface Packages {
    /** Lists all packages that are not deleted. `GET /get_all_packages` */
    public suspend fun list(options: CallOptions? = null): List<UserPackage>
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
