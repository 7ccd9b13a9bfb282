package com.chat44mp

/** The calls for packages (admin's key): `client.packages`. */
public class Packages internal constructor(private val caller: Caller) {
    /** Lists all packages that are not deleted. `GET /get_all_packages` */
    public suspend fun list(options: CallOptions? = null): List<Package> = caller.call(options) { packagesList(it) }
}
