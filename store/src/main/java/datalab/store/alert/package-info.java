/** What is kept of alerts: what they have come to, what is to be looked at again, and what is to be told. */
@NullMarked
package datalab.store.alert;

import org.jspecify.annotations.NullMarked;
