package datalab.out.smtp;

/** What became of a mail to one address. */
sealed interface SmtpAnswer {

    /** The server has it. */
    record Taken() implements SmtpAnswer {}

    /** The server will never take it, for its address or for what it holds. */
    record Refused(String reason) implements SmtpAnswer {}

    /** Not now; another mail may be taken. */
    record Later(String reason) implements SmtpAnswer {}

    /** The connection is at its end, and whether the server has the mail is not known. */
    record Ended(String reason) implements SmtpAnswer {}
}
