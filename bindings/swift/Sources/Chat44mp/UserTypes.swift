extension User {
    /// The `userType` of an ordinary user.
    public static let member = "Member"
    /// The `userType` of an administrator.
    public static let admin = "Admin"
}
