package com.chat44mp

import java.nio.file.Path
import java.util.concurrent.CompletableFuture
import java.util.function.BiConsumer
import java.util.function.Consumer

/**
 * The calls for Java: `client.async().contacts().get(id)`.
 *
 * Each returns a future that fails with [Chat44mpException]; cancelling the future stops the call on the wire. Continuations
 * and callbacks run on threads of the SDK unless [Chat44mpClient.async] is given an executor. They may block, also on other
 * calls: the SDK adds threads as needed.
 */
public class AsyncClient internal constructor(client: Chat44mpClient, futures: Futures) {
    private val users = AsyncUsers(client.users, futures)
    private val packages = AsyncPackages(client.packages, futures)
    private val subscribers = AsyncSubscribers(client.subscribers, futures)
    private val labels = AsyncLabels(client.labels, futures)
    private val contactGroups = AsyncContactGroups(client.contactGroups, futures)
    private val contacts = AsyncContacts(client.contacts, futures)
    private val flows = AsyncFlows(client.flows, futures)

    /** The calls for users; they need an admin's key. */
    public fun users(): AsyncUsers = users

    /** The calls for packages; they need an admin's key. */
    public fun packages(): AsyncPackages = packages

    /** The calls for subscribers. */
    public fun subscribers(): AsyncSubscribers = subscribers

    /** The calls for labels. */
    public fun labels(): AsyncLabels = labels

    /** The calls for contact groups. */
    public fun contactGroups(): AsyncContactGroups = contactGroups

    /** The calls for contacts. */
    public fun contacts(): AsyncContacts = contacts

    /** The calls for flow campaigns. */
    public fun flows(): AsyncFlows = flows
}

/** [Users] for Java. */
public class AsyncUsers internal constructor(private val users: Users, private val futures: Futures) {
    /** [Users.get] by id. */
    @JvmOverloads
    public fun get(userId: UserId, options: CallOptions? = null): CompletableFuture<User> =
        futures.call { users.get(userId = userId, options = options) }

    /** [Users.get] by e-mail address. */
    @JvmOverloads
    public fun get(email: String, options: CallOptions? = null): CompletableFuture<User> =
        futures.call { users.get(email = email, options = options) }

    /** [Users.create] */
    @JvmOverloads
    public fun create(user: NewUser, options: CallOptions? = null): CompletableFuture<UserId> =
        futures.call { users.create(user, options) }

    /** [Users.update] */
    @JvmOverloads
    public fun update(userId: UserId, update: UserUpdate, options: CallOptions? = null): CompletableFuture<Void?> =
        futures.callNothing { users.update(userId, update, options) }

    /** [Users.provision] */
    @JvmOverloads
    public fun provision(user: NewUser, options: CallOptions? = null): CompletableFuture<Provisioned> =
        futures.call { users.provision(user, options) }
}

/** [Packages] for Java. */
public class AsyncPackages internal constructor(private val packages: Packages, private val futures: Futures) {
    /** [Packages.list] */
    @JvmOverloads
    public fun list(options: CallOptions? = null): CompletableFuture<List<Package>> = futures.call { packages.list(options) }
}

/** [Subscribers] for Java. */
public class AsyncSubscribers internal constructor(private val subscribers: Subscribers, private val futures: Futures) {
    /** [Subscribers.get] */
    @JvmOverloads
    public fun get(subscriberId: Psid, options: CallOptions? = null): CompletableFuture<Subscriber> =
        futures.call { subscribers.get(subscriberId, options) }
}

/** [Labels] for Java. */
public class AsyncLabels internal constructor(private val labels: Labels, private val futures: Futures) {
    /** [Labels.list] */
    @JvmOverloads
    public fun list(pageId: PageId, options: CallOptions? = null): CompletableFuture<List<Label>> =
        futures.call { labels.list(pageId, options) }

    /** [Labels.create] */
    @JvmOverloads
    public fun create(pageId: PageId, name: String, options: CallOptions? = null): CompletableFuture<LabelId> =
        futures.call { labels.create(pageId, name, options) }

    /** [Labels.assign] */
    @JvmOverloads
    public fun assign(
        pageId: PageId,
        subscriberId: Psid,
        labelIds: List<LabelId>,
        options: CallOptions? = null,
    ): CompletableFuture<Void?> = futures.callNothing { labels.assign(pageId, subscriberId, labelIds, options) }
}

/** [ContactGroups] for Java. */
public class AsyncContactGroups internal constructor(private val groups: ContactGroups, private val futures: Futures) {
    /** [ContactGroups.get] */
    @JvmOverloads
    public fun get(groupId: GroupId, options: CallOptions? = null): CompletableFuture<ContactGroup> =
        futures.call { groups.get(groupId, options) }

    /** [ContactGroups.create] */
    @JvmOverloads
    public fun create(name: String, options: CallOptions? = null): CompletableFuture<GroupId> =
        futures.call { groups.create(name, options) }

    /** [ContactGroups.update] */
    @JvmOverloads
    public fun update(groupId: GroupId, name: String, options: CallOptions? = null): CompletableFuture<Change> =
        futures.call { groups.update(groupId, name, options) }

    /** [ContactGroups.delete] */
    @JvmOverloads
    public fun delete(groupId: GroupId, options: CallOptions? = null): CompletableFuture<Void?> =
        futures.callNothing { groups.delete(groupId, options) }
}

/** [Contacts] for Java. */
public class AsyncContacts internal constructor(private val contacts: Contacts, private val futures: Futures) {
    /** [Contacts.get] */
    @JvmOverloads
    public fun get(contactId: ContactId, options: CallOptions? = null): CompletableFuture<Contact> =
        futures.call { contacts.get(contactId, options) }

    /** [Contacts.create] */
    @JvmOverloads
    public fun create(contact: NewContact, options: CallOptions? = null): CompletableFuture<ContactId> =
        futures.call { contacts.create(contact, options) }

    /** [Contacts.update] */
    @JvmOverloads
    public fun update(contactId: ContactId, update: ContactUpdate, options: CallOptions? = null): CompletableFuture<Change> =
        futures.call { contacts.update(contactId, update, options) }

    /** [Contacts.delete] */
    @JvmOverloads
    public fun delete(contactId: ContactId, options: CallOptions? = null): CompletableFuture<Void?> =
        futures.callNothing { contacts.delete(contactId, options) }

    /** [Contacts.importFile]; [progress] is told how far it is, and can stop it in good order. */
    @JvmOverloads
    public fun importFile(
        path: Path,
        groupId: GroupId,
        import: ImportOptions = ImportOptions(),
        options: CallOptions? = null,
        progress: BiConsumer<RunningImport, ImportProgress>? = null,
    ): CompletableFuture<ImportReport> =
        futures.work { contacts.importFile(path, groupId, import, options, progress?.watcher()) }

    /** [Contacts.importRows]; [progress] is told how far it is, and can stop it in good order. */
    @JvmOverloads
    public fun importRows(
        rows: Iterable<ImportRow>,
        groupId: GroupId,
        import: ImportOptions = ImportOptions(),
        options: CallOptions? = null,
        progress: BiConsumer<RunningImport, ImportProgress>? = null,
    ): CompletableFuture<ImportReport> =
        futures.work { contacts.importRows(rows, groupId, import, options, progress?.watcher()) }
}

private fun BiConsumer<RunningImport, ImportProgress>.watcher() = ImportWatcher { this@watcher.accept(this, it) }

/** [Flows] for Java. */
public class AsyncFlows internal constructor(private val flows: Flows, private val futures: Futures) {
    /** [Flows.list] */
    @JvmOverloads
    public fun list(options: CallOptions? = null): CompletableFuture<List<FlowCampaign>> = futures.call { flows.list(options) }

    /** [Flows.get] */
    @JvmOverloads
    public fun get(flowId: FlowId, options: CallOptions? = null): CompletableFuture<FlowDetail> =
        futures.call { flows.get(flowId, options) }

    /** [Flows.subscriberAnswers] */
    @JvmOverloads
    public fun subscriberAnswers(
        flowId: FlowId,
        subscriberId: Psid,
        options: CallOptions? = null,
    ): CompletableFuture<SubscriberFlow> = futures.call { flows.subscriberAnswers(flowId, subscriberId, options) }

    /** [Flows.export] */
    @JvmOverloads
    public fun export(
        flowId: FlowId,
        path: Path,
        format: ExportFormat? = null,
        rawCells: Boolean = false,
        options: CallOptions? = null,
    ): CompletableFuture<ExportReport> = futures.call { flows.export(flowId, path, format, rawCells, options) }

    /** [Flows.rows]: [each] receives one row after the other, and the future completes after the last. */
    @JvmOverloads
    public fun rows(
        flowId: FlowId,
        layout: RowLayout,
        each: Consumer<Map<String, Any?>>,
        options: CallOptions? = null,
    ): CompletableFuture<Void?> =
        futures.work { flows.rows(flowId, layout, options).collect { each.accept(it) }.let { null } }

    /** [Flows.answers]: [each] receives one row after the other, and the future completes after the last. */
    @JvmOverloads
    public fun answers(
        flowId: FlowId,
        each: Consumer<SubscriberAnswers>,
        options: CallOptions? = null,
    ): CompletableFuture<Void?> = futures.work { flows.answers(flowId, options).collect { each.accept(it) }.let { null } }
}
