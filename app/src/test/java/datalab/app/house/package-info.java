@NullMarked
package datalab.app.house;

import org.jspecify.annotations.NullMarked;
