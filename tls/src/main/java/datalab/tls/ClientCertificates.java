package datalab.tls;

/** Whether clients show certificates of their own. */
public enum ClientCertificates {
    /** They are not asked for any. */
    NONE,
    /** They are asked; who has none is let in, who has a wrong one is not. */
    WANTED,
    /** Who has none is not let in. */
    REQUIRED
}
