/** Watches what streams and views say, and keeps and tells when an alert holds. */
@NullMarked
package datalab.process.alert;

import org.jspecify.annotations.NullMarked;
