@NullMarked
package datalab.web.page;

import org.jspecify.annotations.NullMarked;
