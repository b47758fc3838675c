package org.webrtcexamples.bench;

import org.webrtcexamples.ServerProcess;

/** One part of the benchmark, which adds its figures to the report. */
interface Section {

    void measure(ServerProcess server, Report.Part report) throws Exception;
}
