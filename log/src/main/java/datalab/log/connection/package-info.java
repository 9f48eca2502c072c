/** How to reach the brokers of a cluster and log in there. */
@NullMarked
package datalab.log.connection;

import org.jspecify.annotations.NullMarked;
