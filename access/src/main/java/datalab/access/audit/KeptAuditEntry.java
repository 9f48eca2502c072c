package datalab.access.audit;

/** An entry with its number; newer ones have greater numbers. */
public record KeptAuditEntry(long id, AuditEntry entry) {}
