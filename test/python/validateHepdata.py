"""Validates HEPData submissions with hepdata-validator, and prints for each folder what it says as JSON."""

import json
import sys

import yaml
from hepdata_validator.full_submission_validator import FullSubmissionValidator


def validated(folder):
    validator = FullSubmissionValidator(schema_version="1.1.1")
    isValid = validator.validate(directory=folder)
    messages = [message.message for found in validator.get_messages().values() for message in found]
    with open(f"{folder}/submission.yaml") as file:
        documents = list(yaml.safe_load_all(file))
    tables = {}
    for document in documents[1:]:
        with open(f"{folder}/{document['data_file']}") as file:
            tables[document["name"]] = yaml.safe_load(file)
    return {"isValid": isValid, "messages": messages, "documents": documents, "tables": tables}


print(json.dumps({folder: validated(folder) for folder in sys.argv[1:]}))
