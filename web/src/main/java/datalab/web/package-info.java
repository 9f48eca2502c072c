@NullMarked
package datalab.web;

import org.jspecify.annotations.NullMarked;
