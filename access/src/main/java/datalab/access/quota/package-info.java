/** How much clients and labs may take at a time. */
@NullMarked
package datalab.access.quota;

import org.jspecify.annotations.NullMarked;
