/** Topics of anyone's cluster in which the last record of each key stays. */
@NullMarked
package datalab.log.compacted;

import org.jspecify.annotations.NullMarked;
