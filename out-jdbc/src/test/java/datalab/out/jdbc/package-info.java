@NullMarked
package datalab.out.jdbc;

import org.jspecify.annotations.NullMarked;
