package com.chat44mp

/** `userType` of an ordinary user. */
public val User.Companion.MEMBER: String get() = "Member"

/** `userType` of an admin. */
public val User.Companion.ADMIN: String get() = "Admin"
