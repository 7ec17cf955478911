"""Runs a notebook in a folder and prints the texts that its code cells show, as JSON; with --write they are stored in the notebook instead.

    PYTHONPATH="$PWD/python" .venv/bin/python test/python/runNotebook.py docs/dualnu.ipynb "$(mktemp -d)" --write
"""

import json
import sys

import nbformat
from nbclient import NotebookClient

path, folder, *options = sys.argv[1:]
notebook = nbformat.read(path, as_version=4)
NotebookClient(notebook, kernel_name="python3", timeout=600, resources={"metadata": {"path": folder}}).execute()
cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
for cell in cells:
    # Texts only: figures would be most of the file, and progress differs from run to run.
    cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    for output in cell.outputs:
        if "data" in output:
            output.data = {"text/plain": output.data["text/plain"]}


def text(output):
    return output.get("text", "") or output.get("data", {}).get("text/plain", "")


if "--write" in options:
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata = {}
    for number, cell in enumerate(cells):
        cell.execution_count = number + 1
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = number + 1
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    nbformat.write(notebook, path)
else:
    print(json.dumps(["\n".join(text(output) for output in cell.outputs) for cell in cells]))
