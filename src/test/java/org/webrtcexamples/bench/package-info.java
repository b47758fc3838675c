/**
 * The benchmark: what a connection costs the server in time, memory, threads and descriptors, and
 * what it leaves behind, and how long the first client of a fresh server waits; what sound, much
 * data, and pictures that are forwarded, drawn on or recorded cost. The server is Payara Micro with
 * the WAR in a JVM of its own; this JVM is the client.
 *
 * <p>{@link org.webrtcexamples.bench.Benchmark} runs the sections, which are one class each.
 */
package org.webrtcexamples.bench;
