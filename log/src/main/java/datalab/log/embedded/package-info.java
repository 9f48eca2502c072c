/** A real Kafka broker inside this process, for laptops and tests. */
@NullMarked
package datalab.log.embedded;

import org.jspecify.annotations.NullMarked;
