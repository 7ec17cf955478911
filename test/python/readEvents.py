"""Reads files of events with pyhepmc, pyarrow and pandas, checks every vertex, and prints what they hold as JSON."""

import json
import sys

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyhepmc


def four(p):
    return np.array([p.momentum.e, p.momentum.px, p.momentum.py, p.momentum.pz])


def hepmc(path):
    events = []
    attributes = {}
    worst = 0.0
    with pyhepmc.open(path) as file:
        for event in file:
            attributes = {key: str(value) for key, value in event.run_info.attributes.items()}
            for vertex in event.vertices:
                before = sum(four(p) for p in vertex.particles_in)
                after = sum(four(p) for p in vertex.particles_out)
                worst = max(worst, float(np.abs(before - after).max() / before[0]))
            shells = max(
                abs(p.momentum.e**2 - p.momentum.length2() - p.generated_mass**2)
                / (p.momentum.e * max(q.momentum.e for q in event.particles))
                for p in event.particles
            )
            events.append(
                {
                    "number": event.event_number,
                    "weight": event.weight("CV"),
                    "units": [str(event.momentum_unit), str(event.length_unit)],
                    "channel": str(event.attributes["channel"]),
                    "shells": float(shells),
                    "beams": [p.pid for p in event.beams],
                    "particles": [
                        [p.pid, p.status, p.momentum.px, p.momentum.py, p.momentum.pz, p.momentum.e] for p in event.particles
                    ],
                    "vertices": [
                        [[p.pid for p in v.particles_in], [p.pid for p in v.particles_out], v.position.x, v.position.y, v.position.z, v.position.t]
                        for v in event.vertices
                    ],
                }
            )
    tools = [[t.name, t.version] for t in event.run_info.tools]
    return {"events": events, "attributes": attributes, "imbalance": worst, "tools": tools}


def parquet(path):
    table = pd.read_parquet(path)
    metadata = pq.read_metadata(path)
    return {
        "columns": {field.name: str(field.type) for field in pq.read_schema(path)},
        "rows": table.to_dict(orient="records"),
        "document": json.loads(metadata.metadata[b"dualnu_events"]),
        "created": metadata.created_by,
    }


def csv(path):
    return {"rows": pd.read_csv(path, comment="#", float_precision="round_trip").to_dict(orient="records")}


print(json.dumps({"hepmc": hepmc(sys.argv[1]), "parquet": parquet(sys.argv[2]), "csv": csv(sys.argv[3])}))
