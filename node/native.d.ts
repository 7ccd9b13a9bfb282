// What the Rust side declares: written by `npm run build`, checked by `cargo xtask test --lang node`.

import type { AnswerRows, Assignment, ByteStream, CallOptions, Change, Chat44mpError, ClientOptions, ContactId, CustomCall, ErrorCode, ErrorKind, ExportOptions, FlowId, GroupId, ImportEnd, ImportFileOptions, ImportOptions, ImportPhase, LabelId, Named, NewLabel, Outcome, PackageId, PageId, Phase, ProvisionResult, Psid, QuestionId, RawClient, RowStatus, RowsOptions, UserId } from './index.js'

/** A subscriber's answer to a question. */
export interface Answer {
  /** The question's id; `question_id` or `id` on the wire. */
  readonly questionId: QuestionId
  /** The question; absent if it was deleted. */
  readonly question?: string
  /** The answer. Several choices are joined by `, `. */
  readonly answer: string
}

/** A contact. */
export interface Contact {
  /** The contact's id. */
  readonly id: ContactId
  /** The user whose contact it is. */
  readonly userId: UserId
  /** The groups it is in; `contact_type_id` on the wire. */
  readonly groupIds: ReadonlyArray<GroupId>
  /** First name; can be empty. */
  readonly firstName: string
  /** Last name; can be empty. */
  readonly lastName: string
  /** Phone number. */
  readonly phoneNumber?: string
  /** E-mail address. */
  readonly email?: string
  /** Notes; can be empty. */
  readonly notes: string
  /** Whether the contact has unsubscribed. */
  readonly unsubscribed: boolean
  /** Whether the contact is active; `status` on the wire. Not every server reports it. */
  readonly active?: boolean
  /** The SMS and e-mail sequences it is in. */
  readonly smsEmailSequenceCampaignIds: ReadonlyArray<number>
  /** Whether it was deleted. */
  readonly deleted: boolean
}

/** A group of contacts. */
export interface ContactGroup {
  /** The group's id; `contact_type_id` elsewhere on the wire. */
  readonly id: GroupId
  /** The user whose group it is. */
  readonly userId: UserId
  /** Its name; `type` on the wire. */
  readonly name: string
  /** When it was created, by the server's clock. */
  readonly createdAt?: string
  /** Whether it was deleted. */
  readonly deleted: boolean
}

/**
 * Changes to a contact. Set only fields that change: the server rejects the e-mail address or phone number that the
 * contact already has. A field cannot be cleared.
 */
export interface ContactUpdate {
  /** A new e-mail address, at most 100 characters. */
  readonly email?: string
  /** A new phone number, at most 50 characters. */
  readonly phoneNumber?: string
  /** A new first name, at most 100 characters. */
  readonly firstName?: string
  /** A new last name, at most 100 characters. */
  readonly lastName?: string
}

/** The fields of an error. None of them ever holds the API key, a password or the query of a URL. */
export interface ErrorInfo {
  /** The kind of the error. */
  readonly kind: ErrorKind
  /** The stable code, such as `contact_not_found`. New codes can appear. */
  readonly code: ErrorCode
  /** The server's message, or the SDK's; at most 500 characters. */
  readonly serverMessage: string
  /** How to fix it. */
  readonly hint?: string
  /** The call that failed, such as `contacts.create`. */
  readonly operation?: string
  /** The HTTP status of the last response, if one arrived. */
  readonly httpStatus?: number
  /** The number of attempts. */
  readonly attempts: number
  /** Whether repeating the call later may succeed without duplicating its effect. */
  readonly retryable: boolean
  /**
   * The time that the server requests to wait before the next request.
   * In milliseconds.
   */
  readonly retryAfter?: number
  /** The outcome of a failed write; absent on reads and outside of calls. */
  readonly outcome?: Outcome
  /** The argument or option that is invalid. */
  readonly field?: string
  /** The phase in which the call's connection failed. */
  readonly phase?: Phase
  /** The number of Facebook's error, as in `(#100) …`. */
  readonly graphCode?: number
  /**
   * The beginning of a response that could not be used, at most 16 KiB, without secrets.
   *
   * Of an HTML page only an excerpt of its text is kept. Of a response to a request with a password nothing is kept,
   * unless the call's `keep_body` asks for the body.
   */
  readonly body?: string
}

/** The result of an export. */
export interface ExportReport {
  /** Subscribers. */
  readonly subscribers: number
  /** Their answers. */
  readonly answers: number
  /**
   * Answers that do not belong to a question of the campaign: [`WideCsv`](ExportFormat::WideCsv) omits them, the other
   * formats include them.
   */
  readonly leftOut: number
  /** Bytes. */
  readonly bytes: number
}

/** A flow campaign in a list. */
export interface FlowCampaign {
  /** The campaign's id. */
  readonly id: FlowId
  /** Its name; `flow_name` on the wire. */
  readonly name: string
}

/** A flow campaign with its questions. */
export interface FlowDetail {
  /** The campaign's id. */
  readonly id: FlowId
  /** Its name; `flow_name` on the wire. */
  readonly name: string
  /** Its questions; can be empty. */
  readonly questions: ReadonlyArray<string>
}

/**
 * The progress of an import, with row counts by result. Each row is counted exactly once; `earlier` and `rewritten` overlap
 * with those counts.
 */
export interface ImportProgress {
  /** Its phase. */
  readonly phase: ImportPhase
  /** The total number of rows, once it is known: rows from an iterator cannot be counted in advance. */
  readonly total?: number
  /** Rows read, except blank ones. */
  readonly rows: number
  /** Created. */
  readonly created: number
  /** Already existed: a contact on the server, possibly another user's, has the row's e-mail address or phone number. */
  readonly exists: number
  /** Not sent: a value is invalid, or an earlier row has the same e-mail address or phone number. */
  readonly invalid: number
  /** Not created; another run retries the row. */
  readonly failed: number
  /** Possibly created: the row was sent, but its response was lost. */
  readonly unknown: number
  /** Not sent (yet): the import was stopped, or is a dry run. */
  readonly pending: number
  /** Rows among the above whose result is from an earlier run. */
  readonly earlier: number
  /** Rows sent with text that the server stores differently, such as emoji. */
  readonly rewritten: number
}

/** A reason why rows were not created. */
export interface ImportReason {
  /** The result of the rows. */
  readonly status: RowStatus
  /** The stable code, such as `email_taken`. */
  readonly code: string
  /** The first row's message. */
  readonly message: string
  /** The number of rows. */
  readonly rows: number
  /** The first of them. */
  readonly firstRow: number
}

/** The result of an import. Each row is counted exactly once; `earlier` and `rewritten` overlap with those counts. */
export interface ImportReport {
  /** How it ended. */
  readonly end: ImportEnd
  /** Whether every contact now exists: all rows were created or already existed. */
  readonly isSuccess: boolean
  /** The error that aborted the import. */
  readonly error?: Chat44mpError
  /** All rows except blank ones. */
  readonly rows: number
  /** Created. */
  readonly created: number
  /** Already existed: a contact on the server, possibly another user's, has the row's e-mail address or phone number. */
  readonly exists: number
  /** Not sent: a value is invalid, or an earlier row has the same e-mail address or phone number. */
  readonly invalid: number
  /** Not created; another run retries the row. */
  readonly failed: number
  /** Possibly created: the row was sent, but its response was lost. */
  readonly unknown: number
  /** Not sent: the import was stopped or aborted, or is a dry run. */
  readonly pending: number
  /** Rows among the above whose result is from an earlier run. */
  readonly earlier: number
  /** Rows sent with text that the server stores differently, such as emoji. */
  readonly rewritten: number
  /** The reasons why rows were not created, most frequent first. */
  readonly reasons: ReadonlyArray<ImportReason>
  /** The columns of the file and the fields that they were mapped to. */
  readonly columns: ReadonlyArray<MappedColumn>
  /** The file's encoding, by its name in the WHATWG standard, such as `UTF-8`. */
  readonly encoding?: string
  /** The delimiter of a CSV file, one character. */
  readonly delimiter?: string
  /**
   * Its duration.
   * In milliseconds.
   */
  readonly elapsed: number
}

/** A label of a page. */
export interface Label {
  /** The label's id at Facebook; `label_id` on the wire. Some system labels have none. */
  readonly id?: LabelId
  /** Its name; `label_name` on the wire. */
  readonly name: string
}

/** A column of the file and the field that it was mapped to. */
export interface MappedColumn {
  /** The field: `email`, `phone_number`, `first_name` or `last_name`. */
  readonly field: string
  /** The column's name in the file. */
  readonly column: string
}

/**
 * A contact to create: at least an e-mail address or a phone number.
 *
 * Most servers need both: they treat an empty one as taken.
 */
export interface NewContact {
  /** The group to put it in. */
  readonly groupId: GroupId
  /** E-mail address, at most 100 characters; unique on the whole server. */
  readonly email?: string
  /** Phone number, at most 50 characters; unique on the whole server. */
  readonly phoneNumber?: string
  /** First name, at most 100 characters. */
  readonly firstName?: string
  /** Last name, at most 100 characters. */
  readonly lastName?: string
}

/** A user to create. */
export interface NewUser {
  /** Name, at most 99 characters. */
  readonly name: string
  /** E-mail address, at most 99 characters; unique on the whole server. */
  readonly email: string
  /** Password. The server accepts any; the client rejects an empty one. */
  readonly password: string
  /** The user's package; see `packages.list`. */
  readonly packageId: PackageId
  /** The last day of the package; `expired_date` on the wire. */
  readonly expiresOn: string
  /** Mobile number. */
  readonly mobile?: string
  /** Postal address. */
  readonly address?: string
}

/** A package. */
export interface Package {
  /** The package's id. */
  readonly id: PackageId
  /** Its name; `package_name` on the wire. */
  readonly name: string
  /** The modules it includes. */
  readonly moduleIds: ReadonlyArray<number>
  /** Its price as the server stores it, which can be a word such as `Trial`; see [`price_decimal`](Self::price_decimal). */
  readonly price: string
  /** Its validity in days. */
  readonly validity?: number
  /** Whether it was deleted. */
  readonly deleted: boolean
  /** Whether it is shown to users. */
  readonly visible: boolean
  /** Whether it is highlighted. */
  readonly highlight: boolean
}

/** The user, whether it existed or was created. */
export interface Provisioned {
  /** The user. */
  readonly user: User
  /** Whether it was created. */
  readonly result: ProvisionResult
}

/** A Messenger (or Instagram) subscriber. Texts that are not known are empty. */
export interface Subscriber {
  /** The page-scoped id. */
  readonly subscriberId: Psid
  /**
   * Numbers of label rows in the server's database; `labels` on the wire. They are not label ids and cannot
   * be mapped to them through this API.
   */
  readonly internalLabelNumbers: ReadonlyArray<number>
  /** First name. */
  readonly firstName: string
  /** Last name. */
  readonly lastName: string
  /** Full name. */
  readonly fullName: string
  /** Gender. */
  readonly gender: string
  /** Locale, such as `it_IT`. */
  readonly locale: string
  /** Hours from UTC, such as `2` or `-3.5`. */
  readonly timezone: string
  /** The page's name; absent if the page was deleted. */
  readonly pageName?: string
  /** The page's id. */
  readonly pageId: PageId
  /** Whether the subscriber can no longer receive messages. */
  readonly unavailable: boolean
  /** Why the last message failed. */
  readonly lastErrorMessage: string
  /** Where the subscriber came from; `refferer_source` on the wire. */
  readonly referrerSource: string
  /** When the subscriber was added, by the server's clock. */
  readonly subscribedAt?: string
  /** E-mail address. */
  readonly email: string
  /** Phone number. */
  readonly phoneNumber: string
  /** Date of birth. */
  readonly birthdate?: string
  /** When the subscriber last wrote, by the server's clock. */
  readonly lastSubscriberInteractionTime?: string
}

/** One row of `flows.answers`: a subscriber and all answers to the campaign. */
export interface SubscriberAnswers {
  /** The subscriber. The server can store IDs here that are not digits. */
  readonly subscriberId: Psid
  /** The answers. */
  readonly answers: ReadonlyArray<Answer>
}

/** A subscriber's answers to a campaign; all fields are absent if there are none. */
export interface SubscriberFlow {
  /** The campaign's id; `id` on the wire. */
  readonly flowId?: FlowId
  /** The campaign's name. */
  readonly flowName?: string
  /** The answers; `data` on the wire. */
  readonly answers: ReadonlyArray<Answer>
}

/** A user of the platform. */
export interface User {
  /** The user's id. */
  readonly id: UserId
  /** Name. */
  readonly name: string
  /** E-mail address. */
  readonly email: string
  /** Mobile number; can be empty. */
  readonly mobile: string
  /** Postal address; can be empty. */
  readonly address: string
  /** [`User::MEMBER`], [`User::ADMIN`], or a value of a newer server. */
  readonly userType: string
  /** Whether the user is enabled; `status` on the wire. */
  readonly active: boolean
  /** When the user was created, by the server's clock; `add_date` on the wire. */
  readonly createdAt?: string
  /** When the user last logged in, by the server's clock. */
  readonly lastLoginAt?: string
  /** When the package expires, by the server's clock; `expired_date` on the wire. The API does not check it. */
  readonly expiresAt?: string
  /** The user's package. */
  readonly packageId?: PackageId
  /** The IP address of the last login, truncated to 25 characters; can be empty. */
  readonly lastLoginIp: string
}

/** Which user to find: exactly one of the two. */
export interface UserFilter {
  /** By id. */
  readonly userId?: UserId
  /** By e-mail address, in any case. */
  readonly email?: string
}

/** Changes to a user. A field cannot be cleared; e-mail address and password cannot be changed. */
export interface UserUpdate {
  /** A new name, at most 99 characters. */
  readonly name?: string
  /** A new mobile number. */
  readonly mobile?: string
  /** A new postal address. */
  readonly address?: string
  /** Another package; the server does not check that it exists. */
  readonly packageId?: PackageId
  /** Another last day; `expired_date` on the wire. */
  readonly expiresOn?: string
}

/** The rows of `flows.answers` or `flows.rows`, for `for await`. Leaving the loop, or `return()`, closes the connection. */
export declare class Answers {}

/**
 * A client of the API.
 *
 * What is left out of `apiKey` and `baseURL` comes from the environment's `CHAT44MP_API_KEY` and `CHAT44MP_BASE_URL`.
 * Throws a `ConfigError` when an option is wrong.
 */
export declare class Client {
  /** Creates a client. Nothing is sent yet. */
  constructor(options?: ClientOptions)
  /** The same client with other options for the calls made through it; what is left out stays. */
  withOptions(options: Omit<CallOptions, 'signal'>): Client
  /** The same calls, each of which returns a `RawResponse`: the value with its HTTP response. */
  get withRawResponse(): RawClient
  /** The base URL, without a key. */
  get baseURL(): string
  /**
   * Closes the client, and all created from it by `withOptions`: requests in flight finish, further ones fail
   * with `client_closed`. Closing twice does nothing.
   */
  close(): void
  /** Users of the platform (admin's key). */
  get users(): Users
  /** Packages that users can hold (admin's key). */
  get packages(): Packages
  /** Messenger subscribers. */
  get subscribers(): Subscribers
  /** Labels of Facebook pages. */
  get labels(): Labels
  /** Contact groups. */
  get contactGroups(): ContactGroups
  /** Contacts. */
  get contacts(): Contacts
  /** Flow campaigns and their answers. */
  get flows(): Flows
  /**
   * Calls an operation that this SDK may not know, by its name on the wire, and returns the server's JSON.
   *
   * `kind` decides where the parameters travel (query for "read", form for "set" and "create") and whether a lost request
   * may be sent again ("create" never is); `pathId` becomes one more segment of the path. An answer that says `error`
   * fails like that of any other call.
   */
  call(call: CustomCall, options?: CallOptions | undefined | null): Promise<unknown>
}

/** The calls for contact groups: `client.contactGroups`. */
export declare class ContactGroups {
  /**
   * Finds a contact group. `GET /get_contact_group`
   *
   * Fails with `group_not_found` if the group is unknown or belongs to another user, and with `group_deleted`.
   */
  get(groupId: GroupId, options?: CallOptions | undefined | null): Promise<ContactGroup>
  /**
   * Creates a contact group and returns its ID. `POST /create_contact_group`
   *
   * Names need not be unique. Sent once: if the response is lost, `outcome` is `unknown`.
   */
  create(group: Named, options?: CallOptions | undefined | null): Promise<GroupId>
  /**
   * Renames a contact group. `POST /update_contact_group/{group_id}`
   *
   * Fails with `group_not_found` if the group is unknown or belongs to another user.
   */
  update(groupId: GroupId, update: Named, options?: CallOptions | undefined | null): Promise<Change>
  /**
   * Deletes a contact group permanently; its contacts remain. `POST /delete_contact_group`
   *
   * Fails with `group_not_found` if the group is unknown or belongs to another user.
   */
  delete(groupId: GroupId, options?: CallOptions | undefined | null): Promise<void>
}

/** The calls for contacts: `client.contacts`. */
export declare class Contacts {
  /**
   * Finds a contact. `GET /get_contact`
   *
   * Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with
   * `contact_deleted`.
   */
  get(contactId: ContactId, options?: CallOptions | undefined | null): Promise<Contact>
  /**
   * Creates a contact and returns its ID. `POST /create_contact`
   *
   * An e-mail address or a phone number is required. Most servers need both: they treat a missing one as an empty
   * value, and reject the empty value as taken. Sent once: if the response is lost, `outcome` is `unknown`.
   *
   * Fails with `email_taken` or `phone_taken` if any contact on the server has the value.
   */
  create(contact: NewContact, options?: CallOptions | undefined | null): Promise<ContactId>
  /**
   * Changes a contact; fields that are left out keep their values. `POST /update_contact/{contact_id}`
   *
   * Send only the fields that change: the server refuses the e-mail address or phone number that the contact
   * already has. A field cannot be cleared.
   *
   * Fails with `contact_not_found` if the contact is unknown or belongs to another user, and with `email_taken` or
   * `phone_taken` if any contact has the value, including this one.
   */
  update(contactId: ContactId, update: ContactUpdate, options?: CallOptions | undefined | null): Promise<Change>
  /**
   * Deletes a contact permanently. `POST /delete_contact`
   *
   * Fails with `contact_not_found` if the contact is unknown or belongs to another user.
   */
  delete(contactId: ContactId, options?: CallOptions | undefined | null): Promise<void>
  /**
   * Imports the contacts of a CSV or JSON Lines file into a group. `POST /create_contact` for each row
   *
   * The file is read twice: first to validate every row before anything is sent, then to send the rows. Several
   * rows are in flight at a time (`concurrency`, 4 by default), and each is sent once: a row whose response is
   * lost is `unknown`, because it may have been created. With a results file (`results`), an interrupted import
   * resumes when it is run again.
   *
   * A row that fails does not fail the import; the report counts it and says why.
   *
   * Fails with `invalid_file` if the file cannot be parsed (the message names the row and the column), and with
   * `file_failed`, `results_file_refused`, `invalid_option` or `invalid_value`; in each case before anything is
   * sent.
   */
  importFile(path: string | URL, options: ImportFileOptions): Promise<ImportReport>
  /**
   * Imports contacts from a sequence of rows into a group. `POST /create_contact` for each row
   *
   * Rows are taken from the sequence as there is capacity to send them and are validated one at a time, so memory
   * use stays constant. An invalid row does not fail the import: the report counts it and says why. Rows are
   * numbered from 1. Otherwise like `importFile`.
   *
   * Fails like `importFile`.
   *
   * A row is an object with `email`, `phoneNumber`, `firstName` and `lastName`, or the names that CRMs use for
   * them; other properties are ignored. If the iterable throws, the import stops gracefully and rejects with what
   * was thrown.
   */
  importRows(rows: Iterable<object> | AsyncIterable<object>, options: ImportOptions): Promise<ImportReport>
}

/** A running emulator. See `chat44mp/testing`. */
export declare class EmulatorServer {}

/** An export in progress. It advances only while `next` is awaited. */
export declare class ExportRun {}

/** The calls for flow campaigns: `client.flows`. */
export declare class Flows {
  /** Lists all flow campaigns. `GET /get_flow_campaigns` */
  list(options?: CallOptions | undefined | null): Promise<Array<FlowCampaign>>
  /**
   * Finds a flow campaign and its questions. `GET /get_flow_campaign_info`
   *
   * Fails with `flow_not_found` if the campaign is unknown or belongs to another user, and with `flow_deleted`.
   */
  get(flowId: FlowId, options?: CallOptions | undefined | null): Promise<FlowDetail>
  /**
   * Returns one subscriber's answers to a campaign. `GET /get_single_subscriber_flow_info`
   *
   * There are no answers if the subscriber gave none or is unknown.
   *
   * Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
   */
  subscriberAnswers(flowId: FlowId, subscriberId: Psid, options?: CallOptions | undefined | null): Promise<SubscriberFlow>
  /**
   * Streams the answers of all subscribers to a campaign, one subscriber at a time, as the bytes arrive.
   * `GET /get_all_subscriber_flow_info`
   *
   * Nothing is sent before the first row is requested. Memory use stays constant, however large the response is. A
   * lost connection is retried only until the first row has been returned. The call has no overall timeout unless
   * one is set: only a stalled connection ends the stream.
   *
   * Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
   */
  answers(flowId: FlowId, options?: CallOptions | undefined | null): Answers
  /**
   * Streams the answers of all subscribers to a campaign as the rows of a table.
   * `GET /get_all_subscriber_flow_info`
   *
   * The long layout, the default, has one row per answer: `subscriberId`, `questionId`, `question` and `answer`.
   * The wide layout has one row per subscriber and one column per question; it reads the questions from
   * `GET /get_flow_campaign_info` and omits answers to any other question. Otherwise like `answers`.
   *
   * Use it as `for await (const row of client.flows.rows(1))`. The layout is "long" or "wide".
   */
  rows(flowId: FlowId, options?: RowsOptions | undefined | null): AnswerRows
  /**
   * Writes the answers of all subscribers to a campaign to a file. `GET /get_all_subscriber_flow_info`
   *
   * The file appears when it is complete and replaces an existing one; an export that fails or is stopped leaves
   * nothing behind. A new file is readable by its owner only (mode 0600), an existing one keeps its mode. Memory
   * use stays constant, however large the response is. The wide CSV format reads its columns from
   * `GET /get_flow_campaign_info`. By default the format is CSV with one row per answer, and cells that a
   * spreadsheet would run as a formula are prefixed with an apostrophe.
   *
   * Fails like `answers`, and with `file_failed`.
   *
   * A stream is written with backpressure and is not ended; data already written to it stays there after a
   * failure.
   */
  export(flowId: FlowId, path: string | URL | ByteStream, options?: ExportOptions | undefined | null): Promise<ExportReport>
}

/** An import in progress. It runs by itself; `next` returns its events. */
export declare class ImportRun {}

/** The calls for labels: `client.labels`. */
export declare class Labels {
  /**
   * Lists the labels of a page, except those created through the API. `GET /get_all_labels`
   *
   * Fails with `labels_not_found` if the page is unknown, its bot is disabled, or it has no labels; the server
   * does not say which.
   */
  list(pageId: PageId, options?: CallOptions | undefined | null): Promise<Array<Label>>
  /**
   * Creates a label and returns its ID. `POST /create_label`
   *
   * Keep the ID: the server never lists labels created through the API. Their names must be unique on the whole
   * server, across all pages and users. Sent once: if the response is lost, `outcome` is `unknown`.
   *
   * Fails with `bot_not_enabled` if the page is unknown or its bot is disabled, and with `label_name_maybe_taken`
   * if the name is taken, but only after Facebook has created the label.
   */
  create(label: NewLabel, options?: CallOptions | undefined | null): Promise<LabelId>
  /**
   * Assigns one or more labels to a subscriber. `POST /assign_label`
   *
   * Unknown label IDs are ignored, unless all of them are unknown. If Facebook refuses one of several labels,
   * `outcome` is `unknown`: those before it stay assigned.
   *
   * Fails with `label_not_found`, `bot_not_enabled` or `facebook_refused`.
   */
  assign(assignment: Assignment, options?: CallOptions | undefined | null): Promise<void>
}

/** The calls for packages (admin's key): `client.packages`. */
export declare class Packages {
  /** Lists all packages that are not deleted. `GET /get_all_packages` */
  list(options?: CallOptions | undefined | null): Promise<Array<Package>>
}

/** The calls for subscribers: `client.subscribers`. */
export declare class Subscribers {
  /**
   * Finds a subscriber. `GET /subscriber_information`
   *
   * Fails with `subscriber_not_found` if the subscriber is unknown or belongs to another user.
   */
  get(subscriberId: Psid, options?: CallOptions | undefined | null): Promise<Subscriber>
}

/** The calls for users (admin's key): `client.users`. */
export declare class Users {
  /**
   * Finds a user by ID or by e-mail address; exactly one of the two is required. `GET /get_user_info`
   *
   * A disabled user is found, a deleted one is not. The address must be the user's own, in any case: the server
   * also matches addresses that differ only in accents, and this call does not return those users.
   *
   * Fails with `user_not_found`.
   */
  get(filter: UserFilter, options?: CallOptions | undefined | null): Promise<User>
  /**
   * Creates a user, enabled and of type `Member`, and returns its ID. `POST /create_system_user`
   *
   * Sent once. If the response is lost, the client looks the user up by e-mail address, immediately and again
   * after `settleDelay`. The call then succeeds only if the user has every value sent, has never logged in, and
   * was created during this call by the server's clock. Otherwise it fails and `outcome` is `unknown`: the code is
   * `email_taken` if a user with this address exists, whose password may be another,
   * `email_taken_by_similar_address` if that user's address has other accents, and that of the failed request if
   * there is no such user.
   *
   * Fails with `email_taken` or `package_not_found`.
   */
  create(user: NewUser, options?: CallOptions | undefined | null): Promise<UserId>
  /**
   * Changes a user; fields that are left out keep their values. `POST /update_user/{user_id}`
   *
   * A field cannot be cleared. The e-mail address and the password cannot be changed.
   *
   * Fails with `user_not_found`.
   */
  update(userId: UserId, update: UserUpdate, options?: CallOptions | undefined | null): Promise<void>
  /**
   * Ensures that a user with this e-mail address exists: returns the existing user or creates one.
   * `GET /get_user_info`, `POST /create_system_user`
   *
   * An existing user is never changed. The call is safe to repeat after any failure.
   *
   * Fails with `email_taken_by_deleted_user` if the address is taken but no user has it, and with
   * `email_taken_by_similar_address` if a user has the address with other accents, which the server treats as
   * equal.
   */
  provision(user: NewUser, options?: CallOptions | undefined | null): Promise<Provisioned>
}
