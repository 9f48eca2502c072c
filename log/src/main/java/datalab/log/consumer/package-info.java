/** Reading the log as a member of a consumer group, for the owners of its partitions. */
@NullMarked
package datalab.log.consumer;

import org.jspecify.annotations.NullMarked;
