@file:JvmSynthetic

package com.chat44mp.internal

import com.sun.jna.Callback
import com.sun.jna.CallbackThreadInitializer
import com.sun.jna.Native

/** The threads of the native library that run code of the JVM. */
internal object NativeThreads {
    private val prepared by lazy {
        attach("chat44mp-io", uniffiRustFutureContinuationCallbackImpl)
        attach("chat44mp-log", uniffiCallbackInterfaceLogSink.log)
        attach("chat44mp-hooks", uniffiCallbackInterfaceHookSink.onRequest, uniffiCallbackInterfaceHookSink.onResponse)
    }

    /** Sets how the threads are attached to the JVM. Call it before the library is loaded, which receives the callbacks once. */
    fun prepare(): Unit = prepared

    // As daemons, because others keep the process running. By default JNA attaches and detaches a thread with each callback.
    private fun attach(name: String, vararg callbacks: Callback) =
        callbacks.forEach { Native.setCallbackThreadInitializer(it, CallbackThreadInitializer(true, false, name)) }
}
