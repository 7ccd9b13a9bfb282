package provision

import com.chat44mp.Chat44mpClient
import com.chat44mp.NewUser
import com.chat44mp.Password
import com.chat44mp.ProvisionResult
import java.time.LocalDate

/** Creates a user for a sale. It is safe to repeat after any failure, so a webhook can run it again. */
suspend fun createUser(admin: Chat44mpClient, name: String, email: String, password: String) {
    val expiresOn = LocalDate.now().plusYears(1)
    val (user, result) = admin.users.provision(NewUser(name, email, Password(password), packageId = 1, expiresOn))
    if (result == ProvisionResult.CREATED) println("created user ${user.id}: send the password to ${user.email}")
}
