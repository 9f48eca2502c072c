/** What is kept of alerts, in tables of the schema {@code datalab}. */
@NullMarked
package datalab.store.postgres.alerts;

import org.jspecify.annotations.NullMarked;
