/**
 * How AWS is called, once for every service: sessions, lazily created clients, limits in time, errors by code, one
 * callback per call, tags.
 */
@NullMarked
package dev.sluice.provider.aws.client;

import org.jspecify.annotations.NullMarked;
